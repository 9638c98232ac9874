import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { requireNode } from './require-node.mjs'

requireNode('npm run dev')
const { ended } = await import('./child.mjs')
const { findElectron } = await import('./find-electron.mjs')
const { root } = await import('./run.mjs')

// npm run dev -- [--data-dir DIR]: the app with the page reloading as its sources change; the browser where there is no
// Electron.
const args = process.argv.slice(2)
const hasDesktop = process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
const electron = findElectron({ canFetch: hasDesktop, say })
process.exitCode = await (electron.path && hasDesktop ? startDesktop(electron.path) : serveWithRebuild())

function startDesktop(file) {
  const isRoot = process.platform === 'linux' && process.getuid?.() === 0
  const vite = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')
  return follow(
    spawn(process.execPath, [vite, 'dev', ...(isRoot ? ['--noSandbox'] : []), '--', ...args], {
      cwd: root,
      stdio: 'inherit',
      env: { ELECTRON_MAJOR_VER: '33', ...process.env, ELECTRON_EXEC_PATH: file },
    }),
  )
}

/** The core runs from its sources; the page is built anew whenever one of its files changes. */
async function serveWithRebuild() {
  say(`no window here: ${electron.reason ?? 'there is no desktop session'}. The page is rebuilt as its sources change.`)
  const { build } = await import('vite')
  const { default: config } = await import('../electron.vite.config.ts')
  const watcher = await build({
    ...config.renderer,
    configFile: false,
    root: join(root, config.renderer.root),
    base: './',
    logLevel: 'warn',
    build: { ...config.renderer.build, outDir: join(root, config.renderer.build.outDir), emptyOutDir: true, watch: {} },
  })
  await firstBuild(watcher)
  const code = await follow(
    spawn(process.execPath, [join(root, 'bin', 'duewatch.mjs'), 'serve', ...args], { stdio: 'inherit' }),
  )
  await watcher.close()
  return code
}

async function follow(child) {
  const { code, error } = await ended(child)
  if (error) say(error.message)
  return code ?? 1
}

function firstBuild(watcher) {
  return new Promise((resolve) => {
    watcher.on('event', (event) => {
      if (event.code === 'ERROR') say(event.error.message)
      if (event.code === 'END') resolve()
    })
  })
}

function say(text) {
  process.stderr.write(`duewatch: ${text}\n`)
}
