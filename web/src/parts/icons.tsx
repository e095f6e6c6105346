import type { SVGProps } from 'react';

// The pages' own signs: 16 by 16, drawn with a line of 1.5. They stand beside words and say nothing to a screen reader.
const paths = {
  queue: 'M2 4h12M2 8h12M2 12h7',
  now: 'M8 2v6l3.5 2M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0Z',
  changes: 'M2.5 3.5h11v10h-11ZM2.5 6.5h11M5.5 2v3M10.5 2v3M5 9h4M7 11.3h4',
  requests: 'M3 3h10v7.5H8L5 13v-2.5H3Z',
  agreement: 'M4 2h6l3 3v9H4ZM6.5 7.5h4M6.5 10.5h4',
  people: 'M6 7.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM1.5 14c0-2.5 2-4 4.5-4s4.5 1.5 4.5 4M11 3a2.3 2.3 0 0 1 0 4.3M12 10.2c1.6.5 2.5 1.9 2.5 3.8',
  record: 'M3 2v12M3 4h3M3 8h3M3 12h3M8.5 4H13M8.5 8H13M8.5 12h3',
  settings: 'M2 4.5h7M12 4.5h2M2 11.5h2M7 11.5h7M10.5 3v3M5.5 10v3',
  search: 'M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10ZM10.7 10.7 14 14',
  plus: 'M8 3v10M3 8h10',
  close: 'm4 4 8 8M12 4l-8 8',
  down: 'm4 6 4 4 4-4',
  right: 'm6 4 4 4-4 4',
  left: 'm10 4-4 4 4 4',
  arrow: 'M2.5 8h11M9.5 4l4 4-4 4',
  back: 'M13.5 8h-11M6.5 4l-4 4 4 4',
  check: 'm3 8.5 3.2 3L13 4.5',
  columns: 'M2.5 3h11v10h-11ZM6.5 3v10M10 3v10',
  sort: 'M5 3v10M2.5 10.5 5 13l2.5-2.5M11 13V3M8.5 5.5 11 3l2.5 2.5',
  warn: 'M8 2.5 14.5 13.5h-13ZM8 6.5v3.5M8 11.7v.1',
  out: 'M9 3H3v10h6M7 8h7M11.5 5.5 14 8l-2.5 2.5',
  copy: 'M5.5 5.5h8v8h-8ZM2.5 10.5v-8h8',
  dots: 'M3.5 8h.1M8 8h.1M12.5 8h.1',
  lock: 'M4 7.5h8V14H4ZM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5',
  eye: 'M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8ZM8 9.8a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6Z',
  clip: 'M12.5 7 7.6 11.9a2.6 2.6 0 0 1-3.7-3.7L9 3.1a1.7 1.7 0 0 1 2.5 2.5L6.6 10.5',
  edit: 'm3 13 .7-3L10.4 3.2a1.5 1.5 0 0 1 2.3 2.3L6 12.2ZM9.3 4.4l2.3 2.3',
  download: 'M8 2.5v8M4.5 7.5 8 11l3.5-3.5M3 13.5h10',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, size = 16, ...rest }: { name: IconName; size?: number } & SVGProps<SVGSVGElement>) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth={name === 'dots' ? 2.4 : 1.5}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
      {...rest}
    >
      <path d={paths[name]} />
    </svg>
  );
}
