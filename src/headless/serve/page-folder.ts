import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AppError } from '../../shared/domain/app-error.ts'
import { PAGE_FILE } from '../../shared/page-policy.ts'

/** Where the built page lies, and the script that builds it; null in a bundle, which comes with its page. */
export interface PagePlace {
  readonly folder: string
  readonly buildScript: string | null
}

/** Finds the page from the address of a module two folders below `src`, or of the bundle of this host. */
export function pagePlaceOf(moduleUrl: string): PagePlace {
  const toPath = (relative: string): string => fileURLToPath(new URL(relative, moduleUrl))
  if (moduleUrl.endsWith('.ts')) {
    return { folder: toPath('../../../out/renderer'), buildScript: toPath('../../../scripts/build.mjs') }
  }
  return { folder: toPath(moduleUrl.includes('/chunks/') ? '../../renderer' : '../renderer'), buildScript: null }
}

export interface PageFolderTelling {
  /** Called before a build, which takes a while. */
  readonly onBuild: () => void
  /** What a build that failed has printed. */
  readonly onOutput: (text: string) => void
}

/** The folder with the built page; a checkout of the sources builds it when it is missing. PAGE_MISSING when it cannot be had. */
export async function findPageFolder(place: PagePlace, { onBuild, onOutput }: PageFolderTelling): Promise<string> {
  const { folder, buildScript } = place
  const isThere = (): boolean => existsSync(join(folder, PAGE_FILE))
  if (isThere()) return folder
  if (buildScript !== null && existsSync(buildScript)) {
    onBuild()
    const { isFine, output } = await build(buildScript)
    if (!isFine) onOutput(output)
  }
  if (!isThere()) throw new AppError('PAGE_MISSING', { folder })
  return folder
}

function build(script: string): Promise<{ readonly isFine: boolean; readonly output: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (output += text))
    }
    child.once('error', (error) => resolve({ isFine: false, output: error.message }))
    child.once('close', (code) => resolve({ isFine: code === 0, output: output.trimEnd() }))
  })
}
