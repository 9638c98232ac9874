import { requireNode } from './require-node.mjs'
import { run } from './run.mjs'

requireNode('npm run build')
// electron-vite asks the electron package for its version, which this host does not need; 33 is the oldest that must
// be able to run the bundle.
process.exitCode = run('electron-vite', ['build'], { ELECTRON_MAJOR_VER: '33' })
