import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findPageFolder, pagePlaceOf } from '../../../../src/headless/serve/page-folder.ts'
import { createTempFolder } from '../../../support/temp-folder.ts'

interface Told {
  builds: number
  output: string
}

function find(folder: string, script: string | null): { told: Told; found: Promise<string> } {
  const told: Told = { builds: 0, output: '' }
  const root = createTempFolder()
  const buildScript = script === null ? null : join(root, 'build.mjs')
  if (buildScript !== null) writeFileSync(buildScript, script ?? '')
  const found = findPageFolder(
    { folder, buildScript },
    { onBuild: () => (told.builds += 1), onOutput: (text) => (told.output += text) },
  )
  return { told, found }
}

describe('pagePlaceOf', () => {
  it('looks below the sources, where it can build, and beside a bundle, where it cannot', () => {
    expect(pagePlaceOf('file:///d/src/headless/commands/serve.ts')).toEqual({
      folder: '/d/out/renderer',
      buildScript: '/d/scripts/build.mjs',
    })
    expect(pagePlaceOf('file:///d/out/main/cli.js')).toEqual({ folder: '/d/out/renderer', buildScript: null })
    expect(pagePlaceOf('file:///d/out/main/chunks/serve-1a.js')).toEqual({
      folder: '/d/out/renderer',
      buildScript: null,
    })
  })
})

describe('findPageFolder', () => {
  it('takes a page that is there without building', async () => {
    const folder = createTempFolder()
    writeFileSync(join(folder, 'index.html'), '')
    const { told, found } = find(folder, 'process.exit(1)')
    expect(await found).toBe(folder)
    expect(told).toEqual({ builds: 0, output: '' })
  })

  it('builds a page that is missing', async () => {
    const folder = join(createTempFolder(), 'renderer')
    const script = `import fs from 'node:fs'
      console.log('much talk')
      fs.mkdirSync(${JSON.stringify(folder)}); fs.writeFileSync(${JSON.stringify(join(folder, 'index.html'))}, '')`
    const { told, found } = find(folder, script)
    expect(await found).toBe(folder)
    expect(told).toEqual({ builds: 1, output: '' })
  })

  it('shows what a build that fails has to say, and where the page should be', async () => {
    const folder = createTempFolder()
    const { told, found } = find(folder, 'console.error("no such module"); process.exit(3)')
    await expect(found).rejects.toMatchObject({ code: 'PAGE_MISSING', params: { folder } })
    expect(told).toEqual({ builds: 1, output: 'no such module' })
  })

  it('fails where nothing can be built', async () => {
    const folder = createTempFolder()
    mkdirSync(join(folder, 'assets'))
    await expect(find(folder, null).found).rejects.toMatchObject({ code: 'PAGE_MISSING' })
  })
})
