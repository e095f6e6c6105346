import { useRef, useState, type ClipboardEvent, type DragEvent } from 'react';

/**
 * Files that come by drop, paste or choice: `zone` is spread on what they are dropped on, `paste` on what has the caret, `input`
 * on a hidden field that `pick` opens. Text that is dropped or pasted goes where it would have gone.
 */
export function useFiles(take: (files: File[]) => void) {
  const [over, setOver] = useState(false);
  const picker = useRef<HTMLInputElement>(null);
  const taken = (list: FileList | null) => {
    const files = [...(list ?? [])];
    if (files.length > 0) take(files);
    return files.length > 0;
  };
  const zone = {
    'data-over': over || undefined,
    onDragOver: (event: DragEvent) => {
      if (!event.dataTransfer.types.includes('Files')) return;
      event.preventDefault();
      setOver(true);
    },
    onDragLeave: () => setOver(false),
    onDrop: (event: DragEvent) => {
      setOver(false);
      if (taken(event.dataTransfer.files)) event.preventDefault();
    },
  };
  const paste = {
    onPaste: (event: ClipboardEvent) => {
      if (taken(event.clipboardData.files)) event.preventDefault();
    },
  };
  const input = {
    ref: picker,
    type: 'file',
    hidden: true,
    onChange: (event: { currentTarget: HTMLInputElement }) => {
      taken(event.currentTarget.files);
      event.currentTarget.value = ''; // so that the same file, mended, can be chosen again
    },
  };
  return { zone, paste, input, pick: () => picker.current?.click() };
}
