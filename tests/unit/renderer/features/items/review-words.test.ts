import { describe, expect, it } from 'vitest'
import { patchWords, previewLines } from '../../../../../src/renderer/features/items/review-words.ts'
import { createFormats } from '../../../../../src/renderer/lib/format.ts'
import type { ReviewPatch, ReviewPreview } from '../../../../../src/shared/domain/review.ts'
import { createTranslator } from '../../../../../src/shared/i18n/translator.ts'

const translator = createTranslator('zh-CN')
const formats = createFormats(translator, 'Asia/Shanghai', '2026-11-20')

const NOTHING: ReviewPreview = { count: 40, changed: 40, gone: 0, contradicting: 0, fields: [] }

function say(preview: Partial<ReviewPreview>, patch: ReviewPatch): readonly string[] {
  return previewLines(translator.t, formats, { ...NOTHING, ...preview }, patch).map(({ text }) => text)
}

describe('the words of a preview', () => {
  it('name the decision, what was decided otherwise before, what contradicts and what is gone', () => {
    const former = [
      { value: 'undecided', count: 36 },
      { value: 'let-expire', count: 3 },
      { value: 'renew', count: 1 },
    ]
    const lines = say(
      { changed: 39, contradicting: 2, gone: 1, fields: [{ field: 'decision', changed: 39, replaced: 3, former }] },
      { decision: 'renew' },
    )
    expect(lines).toEqual([
      '39 项将改为“续费”',
      '其中 3 项原来是“不续费”',
      '其余 1 项已经是这样',
      '2 项与续费方式矛盾，会列在“前后矛盾”里',
      '1 项已消失',
    ])
  })

  it('say that nothing is to be changed, and no more', () => {
    expect(say({ changed: 0 }, { owner: '李四' })).toEqual(['没有要改的：这 40 项已经是这样。'])
  })

  it('warn of what is lost from sight, with what stood there most', () => {
    const former = [
      { value: null, count: 30 },
      { value: '张三', count: 10 },
    ]
    expect(say({ fields: [{ field: 'owner', changed: 40, replaced: 10, former }] }, { owner: '李四' })).toEqual([
      '40 项将被修改',
      '负责人：10 项原来有别的内容，会被替换（历史里可以查到）',
      '其中 10 项原来是“张三”',
    ])
  })
})

describe('the words of an edit', () => {
  it.each<readonly [ReviewPatch, string]>([
    [{ decision: 'let-expire', reason: '下线' }, '决定：不续费；理由：下线'],
    [{ owner: null, backupOwner: '王五' }, '负责人：清空；备用负责人：王五'],
    [{ tagsAdded: ['甲', '乙'], tagsRemoved: ['丙'] }, '加标签 甲，乙；去标签 丙'],
    [{ noteAppended: '第一行\n第二行' }, '追加备注“第一行 第二行”'],
    [{ snoozedUntil: '2026-12-04' }, '暂缓至：12-04 周五'],
    [{ snoozedUntil: null }, '结束暂缓'],
    [{ isAcknowledged: true }, '标为已知悉'],
  ])('%j', (patch, words) => {
    expect(patchWords(translator.t, formats, patch)).toBe(words)
  })
})
