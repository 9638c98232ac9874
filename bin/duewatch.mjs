#!/usr/bin/env node
// Plain JavaScript on purpose: it must say something useful on any Node version, before anything newer is loaded.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { requireNode } from '../scripts/require-node.mjs'

requireNode('duewatch')

// A reader such as `head` may close its end early: what was asked for goes on, there is only nobody left to tell.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error) => {
    if (error.code !== 'EPIPE') throw error
  })
}

const source = new URL('../src/headless/cli.ts', import.meta.url)
const bundle = new URL('../out/headless/cli.js', import.meta.url)
const { main } = await import(existsSync(fileURLToPath(source)) ? source.href : bundle.href)
process.exitCode = await main(process.argv.slice(2))
