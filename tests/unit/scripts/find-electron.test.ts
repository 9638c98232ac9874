import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createTempFolder } from '../../support/temp-folder.ts'

interface Found {
  readonly path?: string
  readonly reason?: string
}
const { findElectron } = (await import(new URL('../../../scripts/find-electron.mjs', import.meta.url).href)) as {
  findElectron: (options: object) => Found
}

/** A project whose `electron` package has this installer. */
function createProject(installer = "console.error('fetch failed'); process.exit(1)") {
  const root = createTempFolder()
  const folder = join(root, 'node_modules', 'electron')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{"version":"45.4.1"}')
  writeFileSync(join(folder, 'install.js'), installer)
  const said: string[] = []
  const find = (options: object = {}): Found =>
    findElectron({ root, env: {}, platform: 'linux', say: (text: string) => said.push(text), ...options })
  return { root, folder, said, find }
}

const INSTALLS = `
  const { mkdirSync, writeFileSync } = require('node:fs')
  mkdirSync(__dirname + '/dist')
  writeFileSync(__dirname + '/dist/electron', '')
  writeFileSync(__dirname + '/path.txt', 'electron')
`

describe('findElectron', () => {
  it('finds the binary that the package has fetched', () => {
    const { folder, find } = createProject()
    mkdirSync(join(folder, 'dist'))
    writeFileSync(join(folder, 'dist', 'electron'), '')
    expect(find()).toEqual({ path: join(folder, 'dist', 'electron') })
  })

  it('prefers the binary that the environment names, and says when it is not there', () => {
    const { root, find } = createProject()
    const env = { ELECTRON_OVERRIDE_DIST_PATH: root }
    expect(find({ env, canFetch: true }).reason).toContain(join(root, 'electron'))
    writeFileSync(join(root, 'electron'), '')
    expect(find({ env })).toEqual({ path: join(root, 'electron') })
  })

  it('looks where each platform keeps it', () => {
    const { root, find } = createProject()
    const env = { ELECTRON_OVERRIDE_DIST_PATH: root }
    expect(find({ env, platform: 'win32' }).reason).toContain('electron.exe')
    expect(find({ env, platform: 'darwin' }).reason).toContain('Electron.app')
  })

  it('fetches it once with the package’s own installer', () => {
    const { folder, find, said } = createProject(INSTALLS)
    expect(find({ canFetch: true })).toEqual({ path: join(folder, 'dist', 'electron') })
    expect(said).toHaveLength(1)
  })

  it('does not fetch anything unless asked to', () => {
    const { find, said } = createProject(INSTALLS)
    expect(find().path).toBeUndefined()
    expect(said).toEqual([])
  })

  it('says why it could not be fetched, and does not let every later start wait for that again', () => {
    const { find, said } = createProject()
    expect(find({ canFetch: true }).reason).toBe('Electron 45.4.1 could not be fetched (fetch failed)')
    expect(find({ canFetch: true }).reason).toContain('fetch failed')
    expect(said).toHaveLength(1)
  })

  it('tries again the next day', () => {
    const { find, said } = createProject()
    find({ canFetch: true, now: 0 })
    find({ canFetch: true, now: 24 * 60 * 60_000 })
    expect(said).toHaveLength(2)
  })

  it('tries again after an update of the package', () => {
    const { folder, find, said } = createProject()
    find({ canFetch: true })
    writeFileSync(join(folder, 'package.json'), '{"version":"45.5.0"}')
    expect(find({ canFetch: true }).reason).toContain('45.5.0')
    expect(said).toHaveLength(2)
  })

  it('says so when the package is not installed', () => {
    expect(findElectron({ root: createTempFolder(), env: {} }).reason).toContain('not among the installed packages')
  })
})
