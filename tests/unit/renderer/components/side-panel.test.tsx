import { fireEvent, screen } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { useState, type ReactNode } from 'react'
import { describe, expect, it } from 'vitest'
import { SidePanel } from '../../../../src/renderer/components/side-panel.tsx'
import { getPreference } from '../../../../src/renderer/stores/preferences.ts'
import { renderWithApp } from '../../../support/renderer.tsx'

function Page(): ReactNode {
  const [isOpen, setIsOpen] = useState(false)
  return (
    <>
      <button type="button" onClick={() => setIsOpen(true)}>
        row
      </button>
      <button type="button">elsewhere</button>
      <SidePanel id="test" title="web-1" isOpen={isOpen} onClose={() => setIsOpen(false)} footer="foot">
        <input aria-label="field" />
      </SidePanel>
    </>
  )
}

async function open(): Promise<HTMLElement> {
  await userEvent.click(screen.getByRole('button', { name: 'row' }))
  return screen.getByRole('complementary', { name: 'web-1' })
}

describe('SidePanel', () => {
  it('takes the focus when it opens and gives it back when esc closes it', async () => {
    renderWithApp(<Page />)
    const panel = await open()
    expect(panel.contains(document.activeElement)).toBe(true)
    await userEvent.keyboard('{Escape}')
    expect(screen.queryByRole('complementary')).toBeNull()
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'row' }))
  })

  it('does not take the focus from where the person has gone since', async () => {
    renderWithApp(<Page />)
    await open()
    const elsewhere = screen.getByRole('button', { name: 'elsewhere' })
    fireEvent.click(screen.getByRole('button', { name: '关闭面板' }))
    elsewhere.focus()
    expect(document.activeElement).toBe(elsewhere)
  })

  it('leaves esc to an input method', async () => {
    renderWithApp(<Page />)
    await open()
    fireEvent.keyDown(screen.getByLabelText('field'), { key: 'Escape', isComposing: true })
    expect(screen.getByRole('complementary')).toBeTruthy()
  })

  it('changes its width by keys within bounds, and remembers it', async () => {
    renderWithApp(<Page />)
    const panel = await open()
    const handle = screen.getByRole('separator', { name: '调整面板宽度' })
    handle.focus()
    await userEvent.keyboard('{ArrowLeft}')
    expect(panel.style.width).toBe('424px')
    expect(handle.getAttribute('aria-valuenow')).toBe('424')
    await userEvent.keyboard('{End}{ArrowLeft}')
    expect(panel.style.width).toBe('900px')
    await userEvent.keyboard('{Home}{ArrowRight}')
    expect(panel.style.width).toBe('280px')
    await userEvent.keyboard('{Escape}')
    expect((await open()).style.width).toBe('280px')
    expect(getPreference('panel.test.widthPx', 0)).toBe(280)
  })

  it('follows the mouse, and keeps the width when the mouse lets go', async () => {
    renderWithApp(<Page />)
    const panel = await open()
    const handle = screen.getByRole('separator')
    fireEvent.pointerDown(handle, { button: 0, clientX: 500, pointerId: 1 })
    fireEvent.pointerMove(handle, { clientX: 400, pointerId: 1 })
    expect(panel.style.width).toBe('500px')
    fireEvent.pointerUp(handle, { pointerId: 1 })
    expect(panel.style.width).toBe('500px')
    fireEvent.doubleClick(handle)
    expect(panel.style.width).toBe('400px')
  })
})
