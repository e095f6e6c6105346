// What is said when the service gives no words of its own.
export const words = {
  answered: (status: number) => `The service answered ${status}.`,
  cut: 'The service cannot be reached.',
  cutHint: 'What you wrote is kept here. Try again in a moment.',
  reload: 'Reload the page.',
} as const;
