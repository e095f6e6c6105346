import { Button } from '@mantine/core';
import { useState } from 'react';

import { useFiles } from '../parts/files';
import { Icon } from '../parts/icons';
import { locale } from '../parts/language';
import { Copyable } from '../parts/Once';
import { usePlace } from '../parts/place';
import sheet from '../parts/sheet.module.css';
import { rowsOf, textOf } from './csv';
import { ImportFile, type ReadFile } from './ImportFile';
import classes from './imports.module.css';
import { UnderWay } from './UnderWay';
import { words } from './words';

// As much as the service takes in one request; a larger log is for the command.
const mostBytes = 16 << 20;
const sizeWords = new Intl.NumberFormat(locale, { style: 'unit', unit: 'megabyte' }).format(mostBytes >> 20);

/** From another desk's CSV to tickets of the record: choose, look at what was guessed, try, import. */
export function Imports({ organisation: id }: { organisation: string }) {
  const { organisation } = usePlace();
  const [file, setFile] = useState<ReadFile>();
  const [wrong, setWrong] = useState<{ words: string; command?: string }>();
  const take = async (one: File | undefined) => {
    if (!one) return;
    setFile(undefined);
    if (one.size > mostBytes) {
      setWrong({ words: words.tooLarge(sizeWords), command: words.import(one.name, organisation.name) });
      return;
    }
    const text = textOf(new Uint8Array(await one.arrayBuffer()));
    const [header = [], ...rows] = rowsOf(text);
    if (header.length < 2 || text.includes('\u0000')) {
      setWrong({ words: words.notText });
      return;
    }
    setWrong(undefined);
    setFile({ name: one.name, text, header, rows });
  };
  const files = useFiles(([one]) => void take(one));
  return (
    <>
      <p className={sheet.lead}>{words.lead}</p>
      <UnderWay organisation={id} />
      <div className={classes.drop} data-small={file !== undefined || undefined} {...files.zone}>
        <input {...files.input} accept=".csv,.tsv,.txt,text/csv" aria-label={words.pick} />
        {file && (
          <span className={sheet.grow}>
            <b>{file.name}</b> <span className="quiet">{words.read(file.rows.length.toLocaleString(locale), file.header.length)}</span>
          </span>
        )}
        <Button size="xs" variant={file ? 'default' : 'filled'} leftSection={<Icon name="clip" />} onClick={files.pick}>
          {file ? words.another : words.pick}
        </Button>
        {!file && <span className="quiet">{words.drop}</span>}
      </div>
      {wrong && (
        <div role="alert" className={classes.wrong}>
          <p>{wrong.words}</p>
          {wrong.command && <Copyable text={wrong.command} label={words.command} />}
        </div>
      )}
      {file && <ImportFile key={file.name + file.text.length + file.text.slice(-200)} organisation={id} file={file} begun={() => setFile(undefined)} />}
    </>
  );
}
