import '@mantine/core/styles.css';
import './shell/base.css';
import './shell/mantine.css';

import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import { queries } from './api/queries';
import { language } from './parts/language';
import { learnLanguage } from './service/said';
import { router } from './shell/router';
import { theme, useResolvedScheme } from './shell/theme';

function Pages() {
  const scheme = useResolvedScheme();
  return (
    <MantineProvider theme={theme} forceColorScheme={scheme}>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}

document.documentElement.lang = language;
const root = createRoot(document.getElementById('root') as HTMLElement);
void learnLanguage().then(() =>
  root.render(
    <StrictMode>
      <Pages />
    </StrictMode>,
  ),
);
