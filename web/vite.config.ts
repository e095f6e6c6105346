import { defineConfig } from 'vite';

// The output is plain files; web/embed.mjs packs them and writes what the program is linked with.
export default defineConfig({
  esbuild: { jsx: 'automatic' },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0, // a data: address in a style would be one more thing for the policy to allow
    chunkSizeWarningLimit: 700,
    reportCompressedSize: false,
    modulePreload: { polyfill: false },
    rollupOptions: {
      // "use client" is for servers that render; the hundreds of files that say it would bury a real warning.
      onwarn: (warning, warn) => {
        if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') warn(warning);
      },
    },
  },
  // Beside a running service: `npm run dev`, and the pages ask it through here.
  server: { proxy: { '/api': process.env.CONCORDAT_ADDRESS ?? 'http://127.0.0.1:8420' } },
});
