import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import { build, type Plugin } from 'vite'

/**
 * Bundles the desktop's entry as CommonJS beside the modules: Electron loads modules asynchronously, and what the entry
 * does (sandbox, schemes, profile) must be done before Electron is ready.
 */
function desktopEntry(): Plugin {
  let outDir = ''
  return {
    name: 'duewatch:desktop-entry',
    configResolved(config) {
      outDir = config.build.outDir
    },
    async writeBundle() {
      await build({
        configFile: false,
        publicDir: false,
        logLevel: 'warn',
        ssr: { noExternal: true, external: ['electron'] },
        build: {
          ssr: 'src/main/index.ts',
          outDir,
          emptyOutDir: false,
          minify: false,
          target: 'node20',
          rolldownOptions: { external: ['./desktop.js'], output: { format: 'cjs', entryFileNames: 'index.cjs' } },
        },
      })
    },
  }
}

/** Where the page's sources are served while somebody works on them. */
const DEV_PORT = 5273

/**
 * Bundles both hosts, the worker, the database thread, the preload script and the page. Pure JavaScript libraries are
 * bundled (devDependencies); only the native better-sqlite3 stays outside (dependencies).
 */
export default defineConfig({
  main: {
    plugins: [desktopEntry()],
    build: {
      outDir: 'out/main',
      // The sources keep their names in stack traces of bug reports.
      minify: false,
      rolldownOptions: {
        input: {
          desktop: 'src/main/desktop.ts',
          cli: 'src/headless/cli.ts',
          worker: 'src/worker/worker.ts',
          'writer-thread': 'src/core/db/writer-thread.ts',
        },
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: 'src/preload/index.ts' },
        // A sandboxed preload script is one CommonJS file.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src/renderer',
    plugins: [react()],
    // The page is loaded from app://duewatch, so the socket for changes has to be told where the server is.
    server: { port: DEV_PORT, strictPort: true, hmr: { protocol: 'ws', host: 'localhost', clientPort: DEV_PORT } },
    build: {
      outDir: 'out/renderer',
      minify: true,
      // Nothing is loaded inline: the page's security policy allows files of its own origin only.
      assetsInlineLimit: 0,
      rolldownOptions: { input: { index: 'src/renderer/index.html' } },
    },
  },
})
