// The words of parts that several pages show.
export const words = {
  copy: 'Copy',
  copied: 'Copied',
  once: 'Shown only now. Keep it somewhere safe; the service keeps none of it.',
  kept: 'I have kept it',
  cancel: 'Cancel',
} as const;
