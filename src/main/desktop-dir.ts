import { join } from 'node:path'

/** The desktop's own corner of a data folder: the browser's profile, the place of the window, the instance lock. */
export function desktopDir(dataDir: string): string {
  return join(dataDir, 'desktop')
}
