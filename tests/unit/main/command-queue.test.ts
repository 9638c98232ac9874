import { describe, expect, it } from 'vitest'
import { createCommandQueue } from '../../../src/main/command-queue.ts'
import type { MenuCommand } from '../../../src/shared/preload-api.ts'

function createLab() {
  const heard: MenuCommand[] = []
  return { heard, queue: createCommandQueue((command) => void heard.push(command)) }
}

const open = (notice: string): MenuCommand => ({ kind: 'open', page: 'items', params: { notice } })

describe('createCommandQueue', () => {
  it('keeps what a page is asked before it listens, and delivers it once, in order', () => {
    const { heard, queue } = createLab()
    queue.send(open('a'))
    queue.send(open('b'))
    expect(heard).toEqual([])
    queue.open()
    queue.open()
    expect(heard).toEqual([open('a'), open('b')])
  })

  it('delivers at once while the page listens', () => {
    const { heard, queue } = createLab()
    queue.open()
    queue.send({ kind: 'search' })
    expect(heard).toEqual([{ kind: 'search' }])
  })

  it('keeps it again while the page is loaded anew', () => {
    const { heard, queue } = createLab()
    queue.open()
    queue.close()
    queue.send(open('c'))
    expect(heard).toEqual([])
    queue.open()
    expect(heard).toEqual([open('c')])
  })

  it('holds the newest twenty for a page that never comes', () => {
    const { heard, queue } = createLab()
    for (let index = 0; index < 50; index += 1) queue.send(open(String(index)))
    queue.open()
    expect(heard).toHaveLength(20)
    expect(heard.at(-1)).toEqual(open('49'))
  })
})
