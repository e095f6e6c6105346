/** The sign of the product: two grounds and what they share. */
export const Mark = ({ className }: { className?: string }) => (
  <svg className={className} viewBox="0 0 24 24" aria-hidden="true">
    <path d="M1 3h10v18H1z" fill="var(--party-0)" />
    <path d="M13 3h10v18H13z" fill="var(--party-1)" />
    <path d="M8 8h8v8H8z" fill="var(--paper)" />
    <path d="M9.5 9.5h5v5h-5z" fill="var(--ink)" />
  </svg>
);
