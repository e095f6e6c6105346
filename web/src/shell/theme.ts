import { createTheme, type MantineColorsTuple } from '@mantine/core';
import { useSyncExternalStore } from 'react';

import { words } from './words';

const ink: MantineColorsTuple = [
  '#eef3f1', '#dfe7e4', '#c3d0cb', '#a3b5ae', '#84988f', '#66796f', '#4a5b53', '#33413b', '#15201d', '#0d1513',
];

/** Mantine's parts in the pages' own clothes; the colours themselves are the variables of base.css. */
export const theme = createTheme({
  fontFamily: 'var(--font)',
  primaryColor: 'ink',
  primaryShade: 8,
  colors: { ink },
  defaultRadius: 5,
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontSizes: { xs: '0.86rem', sm: '1rem', md: '1.07rem', lg: '1.14rem', xl: '1.28rem' },
  components: {
    Modal: { defaultProps: { centered: false, yOffset: '8vh', overlayProps: { backgroundOpacity: 0.35 }, closeButtonProps: { 'aria-label': words.close } } },
    Tooltip: { defaultProps: { openDelay: 250, withArrow: false, multiline: true } },
    Select: { defaultProps: { checkIconPosition: 'right', comboboxProps: { shadow: 'md' } } },
  },
});

export type Scheme = 'light' | 'dark' | 'system';
export type Density = 'dense' | 'airy';

const chosen = 'concordat-theme';
const density = 'concordat-density';
const system = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

function stored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // storage may be closed to pages; then the choice lasts as long as the page
  }
}

let scheme: Scheme = (stored(chosen) as Scheme | null) ?? 'system';

function resolved(): 'light' | 'dark' {
  return scheme === 'system' ? (system.matches ? 'dark' : 'light') : scheme;
}

function tell() {
  document.documentElement.setAttribute('data-mantine-color-scheme', resolved());
  listeners.forEach((one) => one());
}
system.addEventListener('change', tell);

export function setScheme(next: Scheme) {
  scheme = next;
  try {
    localStorage.setItem(chosen, next);
  } catch {
    // see stored()
  }
  tell();
}

export function setDensity(next: Density) {
  document.documentElement.dataset.density = next;
  try {
    localStorage.setItem(density, next);
  } catch {
    // see stored()
  }
  listeners.forEach((one) => one());
}

function listen(told: () => void) {
  listeners.add(told);
  return () => void listeners.delete(told);
}

export const useScheme = () => useSyncExternalStore(listen, () => scheme);
export const useResolvedScheme = () => useSyncExternalStore(listen, resolved);
export const useDensity = () =>
  useSyncExternalStore(listen, () => (document.documentElement.dataset.density ?? 'dense') as Density);
