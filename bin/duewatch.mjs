#!/usr/bin/env node
// Plain JavaScript on purpose: it must say something useful on any Node version, before anything newer is loaded.
import { existsSync } from 'node:fs'
import module from 'node:module'
import { fileURLToPath } from 'node:url'
import { requireNode } from '../scripts/require-node.mjs'

requireNode('duewatch')

// Compiled code is kept beside the dependencies, where nobody else can write: every later start, the worker's included,
// takes half the time and 30 MB less per process. A folder that cannot be written only means that nothing is kept.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('../node_modules/.cache/duewatch', import.meta.url))
module.enableCompileCache(process.env.NODE_COMPILE_CACHE)

// A reader such as `head` may close its end early: what was asked for goes on, there is only nobody left to tell.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error) => {
    if (error.code === 'EPIPE') return
    process.stderr.write(`duewatch: the output could not be written: ${error.message}\n`)
    process.exit(1)
  })
}

const source = new URL('../src/headless/cli.ts', import.meta.url)
const bundle = new URL('../out/main/cli.js', import.meta.url)
const { main } = await import(existsSync(fileURLToPath(source)) ? source.href : bundle.href)
process.exitCode = await main(process.argv.slice(2))
