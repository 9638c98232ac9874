import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { describe, expect, it, vi } from 'vitest'
import { ImportDialog } from '../../../../../src/renderer/features/links/import-dialog.tsx'
import { issuesToCsv, MAX_IMPORT_BYTES, readFile } from '../../../../../src/renderer/features/links/import-file.ts'
import type { LinkGroup } from '../../../../../src/shared/domain/link.ts'
import type { ImportIssue, LinkImportResult } from '../../../../../src/shared/domain/link-import.ts'
import { createFakeApi, failWith, renderWithApp, type FakeAnswers } from '../../../../support/renderer.tsx'

const GROUPS: readonly LinkGroup[] = [
  { groupId: 'default', name: '', policy: 'confirmed', allowsPrivate: false, includesSubdomains: false, linkCount: 0 },
  { groupId: 'g1', name: '友链', policy: 'confirmed', allowsPrivate: false, includesSubdomains: false, linkCount: 0 },
]
const ISSUES: readonly ImportIssue[] = [
  { row: 3, column: 'url', problem: 'url-invalid', value: '=cmd|x', other: null },
  { row: 7, column: null, problem: 'duplicate-in-file', value: 'https://a.example.com/', other: '2' },
]
const RESULT: LinkImportResult = {
  format: 'csv',
  encoding: 'gbk',
  imported: 2,
  updated: 1,
  skipped: 1,
  issues: ISSUES,
  newGroups: ['合作伙伴'],
  preview: [
    {
      row: 2,
      name: '甲',
      url: 'https://a.example.com/',
      backlinkSite: null,
      group: '合作伙伴',
      whitelist: null,
      action: 'add',
    },
    {
      row: 4,
      name: '乙',
      url: 'https://b.example.com/',
      backlinkSite: 'our.example.com',
      group: null,
      whitelist: null,
      action: 'update',
    },
  ],
}

async function show(answers: FakeAnswers = {}) {
  const onClose = vi.fn()
  const api = createFakeApi({ 'link.groups': GROUPS, 'link.import': RESULT, ...answers })
  renderWithApp(<ImportDialog isOpen onClose={onClose} />, { api })
  await screen.findByRole('dialog', { name: '导入链接' })
  return { api, onClose }
}

// 名称 in GBK: bytes that are no UTF-8 have to arrive as they are.
const BYTES = new Uint8Array([0xc3, 0xfb, 0xb3, 0xc6, 0x2c, 0x75])
const aFile = (): File => new File([BYTES], 'links.csv', { type: 'text/csv' })

describe('ImportDialog', () => {
  it('tries a chosen file before anything is changed and says what it would do', async () => {
    const user = userEvent.setup()
    const { api } = await show()
    await user.upload(screen.getByLabelText('要导入的文件'), aFile())
    const found = await screen.findByText('links.csv，识别为 CSV，编码 gbk。')
    expect(document.activeElement).toBe(found)
    expect(api.inputsOf('link.import')).toEqual([
      { fileName: 'links.csv', content: 'w/uzxix1', format: null, groupId: 'default', isDryRun: true },
    ])
    expect(screen.getByText('会新建分组：合作伙伴')).toBeTruthy()
    const counts = [...screen.getByText('新增', { selector: 'dt' }).closest('dl')!.querySelectorAll('dd')]
    // A repeated row is counted as one that is there already, not as a bad one.
    expect(counts.map(({ textContent }) => textContent)).toEqual(['2', '1', '1', '1'])
    const problems = within(screen.getByRole('region', { name: '不会导入的行（2）' })).getAllByRole('row')
    expect(problems[1]?.textContent).toBe('3网址不是网址=cmd|x')
    expect(problems[2]?.textContent).toBe('7整行与文件里的另一行重复（第 2 行）https://a.example.com/')
  })

  it('tries again when format or group are chosen otherwise', async () => {
    const user = userEvent.setup()
    const { api } = await show()
    await user.upload(screen.getByLabelText('要导入的文件'), aFile())
    await user.click(await screen.findByRole('combobox', { name: '没有写分组的放到' }))
    await user.click(await screen.findByRole('option', { name: '友链', hidden: true }))
    await waitFor(() => expect(api.inputsOf('link.import')).toHaveLength(2))
    expect(api.inputsOf('link.import')[1]).toMatchObject({ groupId: 'g1', isDryRun: true })
  })

  it('imports what was tried, then offers to check what is new', async () => {
    const user = userEvent.setup()
    const { api, onClose } = await show({
      'link.ids': ['k1', 'k2'],
      'link.check': { runId: 'l1', isNew: true },
    })
    await user.upload(screen.getByLabelText('要导入的文件'), aFile())
    await user.click(await screen.findByRole('button', { name: '导入 3 个链接' }))
    await screen.findByText('新增 2 个，更改 1 个，相同或重复 1 个。')
    expect(api.inputsOf('link.import').at(-1)).toMatchObject({ isDryRun: false, content: 'w/uzxix1' })
    await user.click(screen.getByRole('button', { name: '立即检查新增的 2 个' }))
    await waitFor(() => expect(onClose).toHaveBeenCalled())
    expect(api.inputsOf('link.ids')).toEqual([{ handle: 'l', ranges: [[0, 2]] }])
    expect(api.inputsOf('link.check')).toEqual([{ scope: { kind: 'links', linkIds: ['k1', 'k2'] } }])
  })

  it('takes what is dropped and what is pasted', async () => {
    const user = userEvent.setup()
    const { api } = await show()
    fireEvent.drop(screen.getByText('把文件拖到这里'), { dataTransfer: { files: [aFile()] } })
    await screen.findByText(/links.csv，识别为/)
    await user.click(screen.getByRole('button', { name: '换一个文件' }))
    await user.type(screen.getByRole('textbox', { name: '或者粘贴内容' }), 'https://a.example.com/')
    await user.click(screen.getByRole('button', { name: '读取粘贴的内容' }))
    await screen.findByText(/粘贴的内容，识别为/)
    expect(atob(api.inputsOf('link.import')[1]?.content ?? '')).toBe('https://a.example.com/')
  })

  it('says that nothing can be made of a file, and takes another one', async () => {
    const user = userEvent.setup()
    const { api } = await show({
      'link.import': () => failWith('LINK_FILE_UNREADABLE', { file: 'x.csv', reason: 'x' }),
    })
    await user.upload(screen.getByLabelText('要导入的文件'), aFile())
    expect((await screen.findByRole('alert')).textContent).toContain('x.csv')
    api.answer({ 'link.import': RESULT })
    await user.upload(screen.getByLabelText('要导入的文件'), aFile())
    await screen.findByText(/links.csv，识别为/)
    expect(screen.queryByRole('alert')).toBeNull()
  })

  it('keeps the plan when the import itself fails, and tries it once more', async () => {
    const user = userEvent.setup()
    const { api } = await show({
      'link.import': ({ isDryRun }) => (isDryRun ? RESULT : failWith('INTERNAL')),
    })
    await user.upload(screen.getByLabelText('要导入的文件'), aFile())
    await user.click(await screen.findByRole('button', { name: '导入 3 个链接' }))
    const alert = await screen.findByRole('alert')
    expect(screen.getByText(/links.csv，识别为/)).toBeTruthy()
    api.answer({ 'link.import': RESULT })
    await user.click(within(alert).getByRole('button', { name: '重试' }))
    await screen.findByText('导入完成')
    expect(api.inputsOf('link.import').map(({ isDryRun }) => isDryRun)).toEqual([true, false, false])
  })

  it('keeps what was read when another format cannot be, and never imports in place of another trial', async () => {
    const user = userEvent.setup()
    const { api } = await show()
    await user.upload(screen.getByLabelText('要导入的文件'), aFile())
    await screen.findByText(/识别为 CSV/)
    api.answer({ 'link.import': () => failWith('INTERNAL') })
    await user.click(screen.getByRole('combobox', { name: '格式' }))
    await user.click(await screen.findByRole('option', { name: 'JSON', hidden: true }))
    const alert = await screen.findByRole('alert')
    expect(screen.getByText(/识别为 CSV/)).toBeTruthy()
    expect(screen.getByRole<HTMLInputElement>('combobox', { name: '格式' }).value).toBe('自动识别（CSV）')
    api.answer({ 'link.import': { ...RESULT, format: 'json' } })
    await user.click(within(alert).getByRole('button', { name: '重试' }))
    await screen.findByText(/识别为 JSON/)
    expect(api.inputsOf('link.import').map(({ isDryRun }) => isDryRun)).toEqual([true, true, true])
  })

  it('does not offer to import nothing', async () => {
    const user = userEvent.setup()
    await show({ 'link.import': { ...RESULT, imported: 0, updated: 0, preview: [], newGroups: [] } })
    await user.upload(screen.getByLabelText('要导入的文件'), aFile())
    expect(await screen.findByText('没有可以导入的内容。')).toBeTruthy()
    expect(screen.getByRole<HTMLButtonElement>('button', { name: '导入' }).disabled).toBe(true)
  })

  it('shows the newest of two trials when the older answer comes last', async () => {
    const user = userEvent.setup()
    let finish: (result: LinkImportResult) => void = () => undefined
    const slow = new Promise<LinkImportResult>((resolve) => {
      finish = resolve
    })
    const { api } = await show()
    await user.upload(screen.getByLabelText('要导入的文件'), aFile())
    await screen.findByText(/识别为 CSV/)
    api.answer({ 'link.import': ({ groupId }) => (groupId === 'g1' ? slow : { ...RESULT, imported: 5 }) })
    await user.click(screen.getByRole('combobox', { name: '没有写分组的放到' }))
    await user.click(await screen.findByRole('option', { name: '友链', hidden: true }))
    await user.click(screen.getByRole('combobox', { name: '没有写分组的放到' }))
    await user.click(await screen.findByRole('option', { name: '默认', hidden: true }))
    await screen.findByRole('button', { name: '导入 6 个链接' })
    finish({ ...RESULT, imported: 77 })
    await slow
    expect(screen.getByRole('button', { name: '导入 6 个链接' })).toBeTruthy()
  })
})

describe('readFile', () => {
  it('refuses what is too large or empty before it is read', async () => {
    const large = { size: MAX_IMPORT_BYTES + 1 } as Blob
    expect(await readFile(large, 'a')).toEqual({
      problem: { kind: 'too-large', name: 'a', bytes: MAX_IMPORT_BYTES + 1 },
    })
    expect(await readFile(new Blob([]), 'a')).toEqual({ problem: { kind: 'empty', name: 'a' } })
  })
})

describe('issuesToCsv', () => {
  it('quotes what needs it and lets no cell be taken for a formula', () => {
    const csv = issuesToCsv(['行', '列', '内容', '问题'], ISSUES, ({ problem }) => `${problem}, "x"`)
    expect(csv.split('\r\n')).toEqual([
      '行,列,内容,问题',
      `3,url,'=cmd|x,"url-invalid, ""x"""`,
      '7,,https://a.example.com/,"duplicate-in-file, ""x"""',
    ])
  })
})
