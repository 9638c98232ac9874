import { mkdtempSync, readdirSync, readlinkSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A folder that is removed when the test ends; a file in it that is still open then fails the test. */
export function createTempFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'duewatch-test-')))
  onTestFinished(() => removeTempFolder(folder))
  return folder
}

/** Removes the folder; throws when this process still holds a file in it. */
export function removeTempFolder(folder: string): void {
  const open = openFilesIn(folder)
  // Windows refuses to remove an open file by itself, so the promise holds there as well.
  rmSync(folder, { recursive: true, force: true })
  if (open.length > 0) throw new Error(`still open at the end of the test: ${open.join(', ')}`)
}

function openFilesIn(folder: string): string[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc/self/fd')
    .map((fd) => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`)
      } catch {
        // The handle of the listing itself is gone by now.
        return ''
      }
    })
    .filter((path) => path.startsWith(`${folder}/`))
}
