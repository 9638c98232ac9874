import { expect, it } from 'vitest'
import { readTsv } from '../../../../../src/renderer/components/list-tools/list-copy.ts'
import { itemColumn } from '../../../../../src/renderer/features/items/item-columns.ts'
import { createItemPort } from '../../../../../src/renderer/features/items/item-rows.ts'
import { isInstantField } from '../../../../../src/renderer/features/items/item-table-copy.ts'
import { createFormats } from '../../../../../src/renderer/lib/format.ts'
import type { RouteInput } from '../../../../../src/shared/ipc/contract.ts'
import { createTranslator } from '../../../../../src/shared/i18n/translator.ts'
import { createFakeApi } from '../../../../support/renderer.tsx'
import { itemsNamed } from './item-table-support.tsx'

it('copies every row once when items of the result have been removed meanwhile', async () => {
  const items = itemsNamed(1200)
  const isThere = (index: number): boolean => index < 100 || index >= 700
  const api = createFakeApi({
    'item.page': ({ offset = 0, limit = 50 }: RouteInput<'item.page'>) => ({
      total: items.length,
      items: items.filter((_, index) => index >= offset && index < offset + limit && isThere(index)),
    }),
  })
  const translator = createTranslator('zh-CN')
  const text = await readTsv(
    {
      page: createItemPort(api).page,
      rows: { handle: 'h', row: () => null },
      ranges: [[0, 1200]],
      columns: [itemColumn('resourceName')],
      isInstant: isInstantField,
      signal: new AbortController().signal,
      onProgress: () => {},
    },
    { t: translator.t, formats: createFormats(translator, 'Asia/Shanghai', '2026-11-20') },
  )
  const expected = items.filter((_, index) => isThere(index)).map((item) => item.resourceName)
  expect(text.split('\r\n').slice(1)).toEqual(expected)
})
