// Runs the bundled command line of the app in DUEWATCH_APP_DIR, as bin/duewatch.mjs does where there are no sources.
import module from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const [appDir, ...args] = process.argv.slice(2)
module.enableCompileCache(process.env.NODE_COMPILE_CACHE)
const { main } = await import(pathToFileURL(join(appDir, 'out', 'main', 'cli.js')).href)
process.exitCode = await main(args)
