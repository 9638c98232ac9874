import { screen, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { NoteText } from '../../../../../src/renderer/components/note-text/note-text.tsx'
import { createFakeApi, renderWithApp, testHost, type FakeApi } from '../../../../support/renderer.tsx'

function show(note: string, api: FakeApi = createFakeApi()): HTMLElement {
  renderWithApp(<NoteText note={note} label="备注" />, { api })
  return screen.getByRole('group', { name: '备注' })
}

describe('NoteText', () => {
  it('draws light Markdown as what it means', () => {
    const note = show(
      '# 结论\n\n请**立即**处理，*不要*拖，~~作废~~，工单 `INC-1`\n第二行\n\n> 财务：同意\n\n- 甲\n- [x] 乙\n\n3. 丙',
    )
    expect(note.querySelector('h1')).toBeNull()
    expect(note.querySelector('strong')?.textContent).toBe('立即')
    expect(note.querySelector('em')?.textContent).toBe('不要')
    expect(note.querySelector('s')?.textContent).toBe('作废')
    expect(note.querySelector('code')?.textContent).toBe('INC-1')
    expect(note.querySelectorAll('br')).toHaveLength(1)
    expect(note.querySelector('blockquote')?.textContent).toBe('财务：同意')
    expect([...note.querySelectorAll('ul li')].map(({ textContent }) => textContent)).toEqual(['甲', '☑ 乙'])
    expect(note.querySelector('ol')?.getAttribute('start')).toBe('3')
  })

  it('keeps sums and spans of numbers as they were typed', () => {
    for (const text of ['100*3*12 元', '价 2*3*4', '3~5 天，10~15 天', 'a_b_c', '2**10**2']) {
      expect(show(text).textContent).toBe(text)
      document.body.replaceChildren()
    }
  })

  it('makes nothing of HTML, images and foreign schemes but text', () => {
    const text =
      '<img src=x onerror=alert(1)><script>alert(1)</script>\n\n![图](https://x.cn/p.png) [点](javascript:alert(1)) ' +
      '[文件](file:///etc/passwd) [数据](data:text/html,x) [相对](/a)\n\n<iframe src="https://x.cn"></iframe>'
    const note = show(text)
    expect(note.querySelector('img, script, iframe, a')).toBeNull()
    expect(note.textContent).toContain('<script>alert(1)</script>')
    expect(note.textContent).toContain('![图](https://x.cn/p.png)')
  })

  it('leads to http, https and mail addresses only, with the whole address on hover', () => {
    const note = show('[合同](https://a.cn/x "题") www.b.cn x@y.cn <https://c.cn>')
    const links = within(note).getAllByRole('link')
    expect(links.map((link) => link.getAttribute('href'))).toEqual([
      'https://a.cn/x',
      'http://www.b.cn/',
      'mailto:x@y.cn',
      'https://c.cn/',
    ])
    expect(links[0]?.getAttribute('title')).toBe('https://a.cn/x')
    expect(links.every((link) => link.getAttribute('rel')?.includes('noopener'))).toBe(true)
  })

  it('ends an address where Chinese writing goes on', () => {
    const note = show('见 https://a.cn/b，明天处理。')
    expect(within(note).getByRole('link').getAttribute('href')).toBe('https://a.cn/b')
    expect(note.textContent).toBe('见 https://a.cn/b，明天处理。')
  })

  it('names the true host of a link whose words are another address', () => {
    expect(show('[https://bank.cn](https://evil.cn/x)').textContent).toBe('https://bank.cn (evil.cn)')
  })

  it('makes signs visible that turn the direction of writing', () => {
    expect(show('金额 \u202e001').textContent).toBe('金额 ·001')
  })

  it('shows whatever was pasted within a moment, also thousands of nested or unfinished signs', () => {
    const heaps = ['> ', '1. ', '>', '[', '**a ', 'a@', 'a_b', '<!--', '`a', '![', '*a ']
    for (const heap of heaps) {
      const startedAt = performance.now()
      expect(show(heap.repeat(20_000 / heap.length)).textContent?.length).toBeGreaterThan(100)
      // Far above what it takes, far below what a person would call stuck.
      expect(performance.now() - startedAt, heap).toBeLessThan(3000)
      document.body.replaceChildren()
    }
  })

  it('keeps every character of deep nesting', () => {
    const note = show(Array.from({ length: 60 }, (_, depth) => `${'  '.repeat(depth)}- 第${depth}层`).join('\n'))
    for (let depth = 0; depth < 60; depth += 1) expect(note.textContent).toContain(`第${depth}层`)
  })

  it('asks the system to open a link in the app, and says when it cannot', async () => {
    const user = userEvent.setup()
    const api = createFakeApi({ 'host.info': { ...testHost, kind: 'desktop' }, 'host.openExternal': null })
    const note = show('https://a.cn/b', api)
    await user.click(within(note).getByRole('link'))
    await expect.poll(() => api.inputsOf('host.openExternal')).toEqual([{ url: 'https://a.cn/b' }])
  })
})
