import { defineConfig } from 'electron-vite'

/**
 * Bundles the headless host, its worker and its database thread. Pure JavaScript libraries are bundled
 * (devDependencies); only the native better-sqlite3 stays outside (dependencies).
 */
export default defineConfig({
  main: {
    build: {
      outDir: 'out/headless',
      // The sources keep their names in stack traces of bug reports.
      minify: false,
      rolldownOptions: {
        input: {
          cli: 'src/headless/cli.ts',
          worker: 'src/worker/worker.ts',
          'writer-thread': 'src/core/db/writer-thread.ts',
        },
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
})
