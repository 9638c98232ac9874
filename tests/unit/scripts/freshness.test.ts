import { mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createTempFolder } from '../../support/temp-folder.ts'

const { staleReason } = (await import(new URL('../../../scripts/freshness.mjs', import.meta.url).href)) as {
  staleReason: (root: string) => string | null
}

const SOURCES = ['src/main/index.ts', 'src/renderer/app/app.tsx', 'package.json', 'electron.vite.config.ts']
const OUTPUTS = ['out/main/index.cjs', 'out/main/desktop.js', 'out/preload/index.cjs', 'out/renderer/index.html']

function createProject() {
  const root = createTempFolder()
  /** Gives a file and the folders above it this time, in seconds. */
  const touch = (path: string, seconds: number): void => {
    const file = join(root, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, '')
    utimesSync(file, seconds, seconds)
    for (let folder = dirname(file); folder.length > root.length; folder = dirname(folder)) {
      utimesSync(folder, 100, 100)
    }
  }
  for (const file of SOURCES) touch(file, 100)
  for (const file of OUTPUTS) touch(file, 200)
  return { root, touch }
}

describe('staleReason', () => {
  it('is content with a build that is newer than everything it was made of', () => {
    expect(staleReason(createProject().root)).toBeNull()
  })

  it.each(SOURCES)('wants a new build after a change of %s', (file) => {
    const { root, touch } = createProject()
    touch(file, 300)
    expect(staleReason(root)).toContain('changed')
  })

  it.each(OUTPUTS)('wants a new build when %s is missing', (file) => {
    const { root } = createProject()
    rmSync(join(root, file))
    expect(staleReason(root)).toContain('not been built')
  })

  it('notices that a source was removed', () => {
    const { root } = createProject()
    rmSync(join(root, 'src/renderer/app/app.tsx'))
    utimesSync(join(root, 'src/renderer/app'), 300, 300)
    expect(staleReason(root)).toContain('changed')
  })

  it('takes an installation without sources as it is', () => {
    const { root } = createProject()
    rmSync(join(root, 'src'), { recursive: true })
    rmSync(join(root, 'out/renderer/index.html'))
    expect(staleReason(root)).toBeNull()
  })
})
