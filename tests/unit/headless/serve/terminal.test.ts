import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { onEnter } from '../../../../src/headless/serve/terminal.ts'

describe('onEnter', () => {
  it('calls back for a line, until it is stopped', async () => {
    const stdin = Object.assign(new PassThrough(), { isTTY: true })
    let lines = 0
    const enter = onEnter(
      stdin,
      () => (lines += 1),
      () => true,
    )
    stdin.write('\n')
    await expect.poll(() => lines).toBe(1)
    enter.stop()
    expect(stdin.destroyed).toBe(true)
    expect(lines).toBe(1)
  })

  it.each([
    ['without a terminal', false, true],
    ['in the background of one, where reading would suspend the process', true, false],
  ])('leaves the input alone %s', (_, isTTY, ownsTerminal) => {
    const stdin = Object.assign(new PassThrough(), { isTTY })
    const enter = onEnter(
      stdin,
      () => {},
      () => ownsTerminal,
    )
    expect(enter.isListening).toBe(false)
    expect(stdin.listenerCount('data')).toBe(0)
    enter.stop()
    expect(stdin.destroyed).toBe(false)
  })
})
