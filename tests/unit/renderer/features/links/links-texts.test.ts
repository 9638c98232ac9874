import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { resources } from '../../../../../src/shared/i18n/resources.ts'

const FOLDERS = ['src/renderer/features/links', 'src/renderer/components/list-tools', 'src/renderer/components']

it('names only texts that exist on the page of links and in the tools of lists', () => {
  const known = new Set<string>()
  const walk = (tree: object, prefix: string): void => {
    for (const [key, text] of Object.entries(tree)) {
      if (typeof text === 'string') known.add(`${prefix}.${key}`.replace(/_(one|other)$/, ''))
      else walk(text as object, `${prefix}.${key}`)
    }
  }
  const { links, list, link } = resources['zh-CN']
  walk({ links, list, link }, '')
  const named = FOLDERS.flatMap((folder) =>
    readdirSync(folder)
      .filter((file) => /\.tsx?$/.test(file))
      .flatMap((file) => [
        ...readFileSync(join(folder, file), 'utf8').matchAll(/\bt\('((?:links|list|link)\.[\w.]+)'/g),
      ])
      .map((match) => match[1] ?? ''),
  )
  expect(named.length).toBeGreaterThan(100)
  expect(named.filter((key) => !known.has(`.${key}`))).toEqual([])
})
