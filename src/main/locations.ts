import { fileURLToPath } from 'node:url'

/** Where the parts of the built app lie, as seen from the bundle `out/main/index.js`. */
export const locations = {
  preload: fileURLToPath(new URL('../preload/index.cjs', import.meta.url)),
  page: fileURLToPath(new URL('../renderer/', import.meta.url)),
  worker: fileURLToPath(new URL('./worker.js', import.meta.url)),
  writerThread: new URL('./writer-thread.js', import.meta.url),
}
