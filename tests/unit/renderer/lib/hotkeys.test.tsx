import { render, screen } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { useEffect, type ReactNode } from 'react'
import { describe, expect, it } from 'vitest'
import {
  listenToKeys,
  runHotkey,
  toKeyCaps,
  useHotkey,
  useHotkeys,
  useKeyHelp,
  type HotkeyOptions,
} from '../../../../src/renderer/lib/hotkeys.ts'

interface KeyProps extends HotkeyOptions {
  readonly keys: string
  readonly onKey: () => void
}

function Key({ keys, onKey, ...options }: KeyProps): ReactNode {
  useHotkey(keys, onKey, `does ${keys}`, options)
  return null
}

function Keyboard({ children }: { readonly children: ReactNode }): ReactNode {
  useEffect(() => listenToKeys(document), [])
  return (
    <>
      {children}
      <input aria-label="field" />
      <input aria-label="box" type="checkbox" />
      <div contentEditable suppressContentEditableWarning aria-label="text" role="textbox" tabIndex={0} />
    </>
  )
}

function press(key: string, init: KeyboardEventInit = {}): void {
  document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...init }))
}

describe('useHotkey', () => {
  it('answers a key, a pair of keys and a combination, each once', async () => {
    const heard: string[] = []
    render(
      <Keyboard>
        {['?', 'g o', 'mod+k', 'alt+left', 'shift+enter'].map((keys) => (
          <Key key={keys} keys={keys} onKey={() => heard.push(keys)} />
        ))}
      </Keyboard>,
    )
    await userEvent.keyboard('{Shift>}?{/Shift}go{Control>}k{/Control}{Alt>}{ArrowLeft}{/Alt}{Shift>}{Enter}{/Shift}')
    expect(heard).toEqual(['?', 'g o', 'mod+k', 'alt+left', 'shift+enter'])
  })

  it('does nothing while the person types, except what is global', async () => {
    const heard: string[] = []
    render(
      <Keyboard>
        <Key keys="s" onKey={() => heard.push('s')} />
        <Key keys="mod+k" isGlobal onKey={() => heard.push('mod+k')} />
      </Keyboard>,
    )
    await userEvent.type(screen.getByLabelText('field'), 's{Control>}k{/Control}')
    screen.getByLabelText('text').focus()
    expect(heard).toEqual(['mod+k'])
    await userEvent.click(screen.getByLabelText('box'))
    await userEvent.keyboard('s')
    expect(heard).toEqual(['mod+k', 's'])
  })

  it('leaves keys alone that belong to an input method, to somebody else, or are held down', () => {
    let count = 0
    render(
      <Keyboard>
        <Key keys="s" isGlobal onKey={() => (count += 1)} />
      </Keyboard>,
    )
    press('s', { isComposing: true })
    press('s', { keyCode: 229 } as KeyboardEventInit)
    press('s', { repeat: true })
    press('s', { ctrlKey: true })
    press('s', { metaKey: true })
    const taken = (event: Event): void => event.preventDefault()
    document.body.addEventListener('keydown', taken)
    press('s')
    document.body.removeEventListener('keydown', taken)
    expect(count).toBe(0)
    press('s')
    expect(count).toBe(1)
  })

  it('does nothing behind an open dialog', () => {
    let count = 0
    render(
      <Keyboard>
        <Key keys="s" onKey={() => (count += 1)} />
        <div role="dialog" aria-modal="true" aria-label="question" />
      </Keyboard>,
    )
    press('s')
    expect(count).toBe(0)
  })

  it('lets the newest of equal keys win and gives the key back when it goes', () => {
    const heard: string[] = []
    const older = <Key keys="/" onKey={() => heard.push('older')} />
    const { rerender } = render(
      <Keyboard>
        {older}
        <Key key="newer" keys="/" onKey={() => heard.push('newer')} />
      </Keyboard>,
    )
    press('/')
    rerender(<Keyboard>{older}</Keyboard>)
    press('/')
    expect(heard).toEqual(['newer', 'older'])
    expect(useHotkeys.getState().hotkeys.map(({ keys }) => keys)).toEqual(['/'])
  })

  it('is out of force while it is disabled, and always runs the newest handler', () => {
    const heard: number[] = []
    const at = (value: number, isEnabled: boolean): ReactNode => (
      <Keyboard>
        <Key keys="s" isEnabled={isEnabled} onKey={() => heard.push(value)} />
      </Keyboard>
    )
    const { rerender } = render(at(1, false))
    press('s')
    rerender(at(2, true))
    rerender(at(3, true))
    press('s')
    expect(heard).toEqual([3])
  })

  it('forgets the first key of a pair after a while', () => {
    let count = 0
    render(
      <Keyboard>
        <Key keys="g o" onKey={() => (count += 1)} />
      </Keyboard>,
    )
    const pressAt = (key: string, at: number): void => {
      const event = new KeyboardEvent('keydown', { key, bubbles: true })
      Object.defineProperty(event, 'timeStamp', { value: at })
      document.body.dispatchEvent(event)
    }
    pressAt('g', 0)
    pressAt('o', 5_000)
    expect(count).toBe(0)
    pressAt('g', 6_000)
    pressAt('o', 6_500)
    expect(count).toBe(1)
  })
})

describe('runHotkey', () => {
  it('does what the key does and says when nothing stands behind it', () => {
    let count = 0
    render(<Key keys="/" onKey={() => (count += 1)} />)
    expect(runHotkey('/')).toBe(true)
    expect(runHotkey('x')).toBe(false)
    expect(count).toBe(1)
  })
})

describe('useKeyHelp', () => {
  it('lists keys without taking them from the part that answers them', () => {
    function Help(): ReactNode {
      useKeyHelp([['space', 'selects']], 'Table')
      return null
    }
    const { unmount } = render(
      <Keyboard>
        <Help />
      </Keyboard>,
    )
    expect(useHotkeys.getState().hotkeys).toMatchObject([{ keys: 'space', description: 'selects', group: 'Table' }])
    const event = new KeyboardEvent('keydown', { key: ' ', bubbles: true, cancelable: true })
    document.body.dispatchEvent(event)
    expect(event.defaultPrevented).toBe(false)
    expect(runHotkey('space')).toBe(false)
    unmount()
    expect(useHotkeys.getState().hotkeys).toEqual([])
  })
})

describe('toKeyCaps', () => {
  it('writes keys as they stand on the keyboard', () => {
    expect(toKeyCaps('mod+k')).toEqual([['Ctrl', 'K']])
    expect(toKeyCaps('g o')).toEqual([['G'], ['O']])
    expect(toKeyCaps('alt+left')).toEqual([['Alt', '←']])
  })
})
