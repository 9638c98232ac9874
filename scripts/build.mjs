import { requireNode } from './require-node.mjs'
import { run } from './run.mjs'

requireNode('npm run build')
process.exitCode = run('electron-vite', ['build'])
