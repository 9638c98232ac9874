import { screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Notifications } from '@mantine/notifications'
import { ItemDetails } from '../../../../../src/renderer/features/items/item-details.tsx'
import { useReviewDrafts } from '../../../../../src/renderer/features/items/review-drafts.ts'
import { readTags } from '../../../../../src/renderer/features/items/review-tags.tsx'
import { listenToKeys } from '../../../../../src/renderer/lib/hotkeys.ts'
import type { Item } from '../../../../../src/shared/domain/item.ts'
import type { ReviewChange, ReviewPatch } from '../../../../../src/shared/domain/review.ts'
import { failWith, renderWithApp, type FakeAnswers, type FakeApi } from '../../../../support/renderer.tsx'
import { anItem, apiWith, AS_OF } from './items-support.ts'

/** Days are written with the year when it is not the present one. */
beforeEach(() => void vi.setSystemTime(AS_OF))
afterEach(() => {
  vi.useRealTimers()
  useReviewDrafts.setState({ drafts: {} })
})

/** A core that keeps what is said about one item. */
function desk(given: Item, answers: FakeAnswers = {}) {
  let item = given
  const former: Item[] = []
  const apply = (patch: ReviewPatch): void => {
    const { tagsAdded = [], tagsRemoved = [], isAcknowledged, noteAppended: _appended, ...fields } = patch
    const customTags = [...item.customTags, ...tagsAdded].filter((tag) => !tagsRemoved.includes(tag))
    const acknowledgedAt = isAcknowledged === undefined ? item.acknowledgedAt : isAcknowledged ? AS_OF : null
    former.push(item)
    item = { ...item, ...(fields as Partial<Item>), customTags, acknowledgedAt }
  }
  const api = apiWith([item], {
    'item.get': () => item,
    'person.list': [
      { name: '王芳', department: '研发部', items: 3 },
      { name: '王强', department: null, items: 1 },
    ],
    'item.facets': {
      customTags: {
        values: [
          { value: '年度框架', label: null, count: 2 },
          { value: null, label: null, count: 9 },
        ],
        distinct: 2,
      },
    },
    'item.review': ({ patch }) => {
      apply(patch as ReviewPatch)
      return { changed: 1, editId: `edit-${former.length}` }
    },
    'item.undoReview': () => {
      item = former.pop() ?? item
      return { restored: 1, skipped: 0 }
    },
    ...answers,
  })
  const elsewhere = (patch: ReviewPatch): void => {
    apply(patch)
    api.emit('item.changed', { accountId: null })
  }
  return { api, elsewhere, now: () => item }
}

function show(api: FakeApi, item: Item): void {
  renderWithApp(
    <>
      <Notifications />
      <ItemDetails
        itemId={item.id}
        known={null}
        bandDays={[7, 15, 30, 60, 90]}
        onClose={() => undefined}
        onPrevious={null}
        onNext={null}
        onQuery={() => undefined}
      />
    </>,
    { api },
  )
}

async function open(item: Item = anItem(), answers: FakeAnswers = {}) {
  const core = desk(item, answers)
  show(core.api, item)
  const form = within(await screen.findByRole('region', { name: '处理情况' }))
  return { ...core, form, user: userEvent.setup() }
}
const patches = (api: FakeApi): readonly unknown[] => api.inputsOf('item.review').map(({ patch }) => patch)
const pressed = (form: Pick<typeof screen, 'getAllByRole'>): readonly (string | null)[] =>
  form.getAllByRole('button', { pressed: true }).map(({ textContent }) => textContent)

const said = (overrides: Partial<ReviewChange>): ReviewChange => ({
  at: AS_OF - 86_400_000,
  by: '李',
  itemId: 'item-1',
  field: 'decision',
  old: 'undecided',
  new: 'renew',
  expiresAt: Date.UTC(2026, 10, 24, 15, 59, 59),
  runId: null,
  ...overrides,
})

describe('ReviewForm decisions', () => {
  it('saves a decision with one click, says so, and takes it back', async () => {
    const { api, form, user, now } = await open()
    await user.click(form.getByRole('button', { name: '续费' }))
    await waitFor(() => expect(form.getByText('已保存')).toBeTruthy())
    expect(patches(api)).toEqual([{ decision: 'renew' }])
    expect(pressed(form)).toEqual(['续费'])
    await user.click(await screen.findByRole('button', { name: '撤销' }))
    await waitFor(() => expect(pressed(form)).toEqual(['待定']))
    expect(api.inputsOf('item.undoReview')).toEqual([{ editId: 'edit-1' }])
    expect(now().decision).toBe('undecided')
  })

  it('makes no decision on the way of the arrow keys to another one', async () => {
    const { api, form, user } = await open()
    form.getByRole('button', { name: '待定' }).focus()
    await user.keyboard('{ArrowRight}{ArrowRight}')
    expect(document.activeElement?.textContent).toBe('不续费')
    expect(patches(api)).toEqual([])
    await user.keyboard('{Enter}')
    await waitFor(() => expect(patches(api)).toEqual([{ decision: 'let-expire' }]))
  })

  it('decides by keys while the panel is open, and says in the list of keys what they do', async () => {
    const stop = listenToKeys(document)
    try {
      const { api, form, user } = await open()
      await user.keyboard('dl')
      await waitFor(() => expect(patches(api)).toEqual([{ decision: 'let-expire' }]))
      await waitFor(() => expect(pressed(form)).toEqual(['不续费']))
      await user.keyboard('da')
      await waitFor(() => expect(patches(api).at(-1)).toEqual({ isAcknowledged: true }))
      await user.keyboard('dn')
      expect(document.activeElement?.tagName).toBe('TEXTAREA')
    } finally {
      stop()
    }
  })

  it('says for which expiry it was decided, by whom and when', async () => {
    const { form } = await open(anItem({ decision: 'renew' }), { 'item.history': [said({})] })
    expect(await form.findByText('李，11-19 10:00')).toBeTruthy()
    expect(form.getByText('对 2026-11-24 到期的决定')).toBeTruthy()
  })

  it('explains a decision that a sync has closed, and leads to that sync', async () => {
    const expiresAt = Date.UTC(2027, 10, 24, 15, 59, 59)
    const { form } = await open(
      anItem({ decision: 'renewed', expiresAt, actByAt: expiresAt, expiresOn: '2027-11-24' }),
      {
        'item.history': [
          said({ at: AS_OF, by: '', old: 'renew', new: 'renewed', expiresAt, runId: 'run-7' }),
          said({}),
        ],
      },
    )
    const words = '上次决定：续费（2026-11-24 到期），已于 11-20 周五 同步确认续费。2027-08-26 起需要再次决定。'
    expect(await form.findByText(words)).toBeTruthy()
    expect(form.getByRole('link', { name: '查看这次同步' }).getAttribute('href')).toBe('#/sync?run=run-7')
  })

  it('shows the failure where it happened and tries again on request', async () => {
    let isBroken = true
    const { api, form, user } = await open(anItem(), {
      'item.review': () => (isBroken ? failWith('DISK_FULL') : { changed: 1, editId: null }),
    })
    await user.click(form.getByRole('button', { name: '续费' }))
    const note = await form.findByRole('alert')
    expect(pressed(form)).toEqual(['待定'])
    isBroken = false
    await user.click(within(note).getByRole('button', { name: '重试' }))
    await waitFor(() => expect(form.queryByRole('alert')).toBeNull())
    expect(patches(api)).toEqual([{ decision: 'renew' }, { decision: 'renew' }])
  })

  it('offers a certificate no decision that only a cloud resource can have', async () => {
    const { form } = await open(anItem({ kind: 'certificate' }))
    const group = form.getByRole('group', { name: '决定' })
    expect(
      within(group)
        .getAllByRole('button')
        .map(({ textContent }) => textContent),
    ).toEqual(['待定', '续费', '不续费', '已续费'])
  })
})

describe('ReviewForm texts', () => {
  it('saves an owner from those who are known, with their department in sight', async () => {
    const { api, form, user } = await open()
    const owner = form.getByRole('combobox', { name: '负责人' })
    await user.type(owner, '王')
    // The boxes of both owners keep their lists.
    const [first] = await screen.findAllByRole('option', { name: /王芳/, hidden: true })
    if (first) await user.click(first)
    await waitFor(() => expect(patches(api)).toEqual([{ owner: '王芳' }]))
    expect(await form.findByText('研发部')).toBeTruthy()
  })

  it('takes the name under the arrow keys on enter, not the letters that were typed', async () => {
    const { api, form, user } = await open()
    await user.type(form.getByRole('combobox', { name: '负责人' }), '王{ArrowDown}{ArrowDown}{Enter}')
    await waitFor(() => expect(patches(api).length).toBeGreaterThan(0))
    expect(patches(api)).toEqual([{ owner: '王强' }])
  })

  it('saves somebody new on leaving the field, and nobody when it was emptied', async () => {
    const { api, form, user } = await open(anItem({ backupOwner: '赵' }))
    await user.type(form.getByRole('combobox', { name: '负责人' }), '陈新')
    await user.tab()
    await waitFor(() => expect(patches(api)).toEqual([{ owner: '陈新' }]))
    await user.clear(form.getByRole('combobox', { name: '备用负责人' }))
    await user.keyboard('{Enter}')
    await waitFor(() => expect(patches(api).at(-1)).toEqual({ backupOwner: null }))
  })

  it('saves nothing when a text is as it was, and takes it back on escape', async () => {
    const { api, form, user } = await open(anItem({ reason: '预算内' }))
    const reason = form.getByRole('textbox', { name: '理由' })
    await user.type(reason, '外{Escape}')
    expect((reason as HTMLTextAreaElement).value).toBe('预算内')
    await user.tab()
    expect(patches(api)).toEqual([])
  })

  it('keeps what was typed when saving fails', async () => {
    const { form, user } = await open(anItem(), { 'item.review': () => failWith('DISK_FULL') })
    const reason = form.getByRole('textbox', { name: '理由' })
    await user.type(reason, '合同已签{Enter}')
    await form.findByRole('alert')
    expect((reason as HTMLTextAreaElement).value).toBe('合同已签')
  })

  it('does not overwrite what is being typed, says that it was changed elsewhere, and lets the person choose', async () => {
    const { api, form, user, elsewhere, now } = await open(anItem({ reason: '旧' }))
    const reason = form.getByRole('textbox', { name: '理由' }) as HTMLTextAreaElement
    await user.type(reason, '的')
    elsewhere({ reason: '别人写的' })
    expect(await form.findByText('您输入时，别处把它改成了：别人写的')).toBeTruthy()
    expect(reason.value).toBe('旧的')
    await user.tab()
    expect(patches(api)).toEqual([])
    await user.click(form.getByRole('button', { name: '保存我的' }))
    await waitFor(() => expect(now().reason).toBe('旧的'))
    await user.type(reason, '!')
    elsewhere({ reason: '又一次' })
    await user.click(await form.findByRole('button', { name: '用别处的' }))
    expect(reason.value).toBe('又一次')
  })
})

describe('ReviewForm notes', () => {
  it('saves a note by ctrl and enter and shows it as it is meant', async () => {
    const { api, form, user } = await open()
    await user.click(form.getByRole('button', { name: '写备注' }))
    await user.type(form.getByRole('textbox', { name: '备注' }), '**急**')
    await user.click(form.getByRole('radio', { name: '预览' }))
    expect(form.getByRole('group', { name: '预览' }).querySelector('strong')?.textContent).toBe('急')
    await user.click(form.getByRole('radio', { name: '编辑' }))
    await user.type(form.getByRole('textbox', { name: '备注' }), '{Control>}{Enter}{/Control}')
    await waitFor(() => expect(patches(api)).toEqual([{ note: '**急**' }]))
    expect((await form.findByRole('group', { name: '备注' })).querySelector('strong')?.textContent).toBe('急')
  })

  it('cancels on escape before anything closes, and brings a dropped text back', async () => {
    const { api, form, user } = await open()
    await user.click(form.getByRole('button', { name: '写备注' }))
    await user.type(form.getByRole('textbox', { name: '备注' }), '草稿{Escape}')
    expect(form.queryByRole('textbox', { name: '备注' })).toBeNull()
    await user.click(await screen.findByRole('button', { name: '恢复' }))
    expect(((await form.findByRole('textbox', { name: '备注' })) as HTMLTextAreaElement).value).toBe('草稿')
    expect(patches(api)).toEqual([])
  })

  it('finds an unfinished note again after a look at something else', async () => {
    const first = await open()
    await first.user.click(first.form.getByRole('button', { name: '写备注' }))
    await first.user.type(first.form.getByRole('textbox', { name: '备注' }), '一半')
    document.body.replaceChildren()
    const { form } = await open()
    expect((form.getByRole('textbox', { name: '备注' }) as HTMLTextAreaElement).value).toBe('一半')
    expect(form.getByText('有未保存的修改')).toBeTruthy()
  })
})

describe('ReviewForm tags and reminders', () => {
  it('adds known and new tags and takes one off', async () => {
    const { api, form, user } = await open(anItem({ customTags: ['试用'] }))
    const box = form.getByRole('combobox', { name: '自定义标签' })
    await user.type(box, '核心，试用{Enter}')
    await waitFor(() => expect(patches(api)).toEqual([{ tagsAdded: ['核心'] }]))
    await user.click(box)
    await user.click(await screen.findByRole('option', { name: '年度框架', hidden: true }))
    await waitFor(() => expect(patches(api).at(-1)).toEqual({ tagsAdded: ['年度框架'] }))
    await waitFor(() => expect((box as HTMLInputElement).value).toBe(''))
    await user.click(await form.findByRole('button', { name: '去掉标签“试用”' }))
    await waitFor(() => expect(patches(api).at(-1)).toEqual({ tagsRemoved: ['试用'] }))
    await waitFor(() =>
      expect(
        within(form.getByRole('list'))
          .getAllByRole('listitem')
          .map(({ textContent }) => textContent),
      ).toEqual(['核心', '年度框架']),
    )
  })

  it('puts an item off by days or to a day, and takes that back', async () => {
    const { api, form, user } = await open()
    await user.click(form.getByRole('button', { name: '14 天' }))
    await waitFor(() => expect(patches(api)).toEqual([{ snoozedUntil: '2026-12-04' }]))
    await user.click(await form.findByRole('button', { name: '取消暂缓' }))
    await waitFor(() => expect(patches(api).at(-1)).toEqual({ snoozedUntil: null }))
  })

  it('refuses a day that is over', async () => {
    const { api, form, user } = await open()
    const day = form.getByLabelText('暂缓至', { selector: 'input' })
    await user.type(day, '2026-11-20')
    await user.tab()
    expect(form.getByText('请选择明天或以后的日期。')).toBeTruthy()
    expect(patches(api)).toEqual([])
    await user.clear(day)
    await user.type(day, '2026-11-27')
    await user.tab()
    await waitFor(() => expect(patches(api)).toEqual([{ snoozedUntil: '2026-11-27' }]))
  })

  it('acknowledges with a tick', async () => {
    const { api, form, user } = await open()
    await user.click(form.getByRole('checkbox', { name: /已知悉/ }))
    await waitFor(() => expect(patches(api)).toEqual([{ isAcknowledged: true }]))
    expect(await form.findByText('11-20 10:00 已知悉，只对现在的到期日有效。')).toBeTruthy()
  })
})

describe('readTags', () => {
  it('separates what was typed, without white space, doubles and what is there in another spelling', () => {
    expect(readTags(' 核心 ,Key、key；ＫＥＹ\n ', ['x'])).toEqual(['核心', 'Key'])
    expect(readTags('prod', ['PROD'])).toEqual([])
  })

  it('shortens a tag to what is kept and shows signs that would turn the writing', () => {
    expect(readTags('甲'.repeat(60), [])[0]).toHaveLength(50)
    expect(readTags('a\u202eb', [])).toEqual(['a·b'])
  })
})
