import { describe, expect, it } from 'vitest'
import { openCore, type StartAction, type StartQuestion } from '../../../src/main/core-opener.ts'
import { AppError } from '../../../src/shared/domain/app-error.ts'
import { createTranslator } from '../../../src/shared/i18n/translator.ts'

function createLab(outcomes: (AppError | Error | 'core')[], answers: StartAction[], restoreFailure?: AppError) {
  const questions: StartQuestion[] = []
  const log: string[] = []
  const result = openCore<string>({
    open: async () => {
      log.push('open')
      const outcome = outcomes.shift() ?? 'core'
      if (outcome instanceof Error) throw outcome
      return outcome
    },
    ask: async (question) => {
      questions.push(question)
      return answers.shift() ?? 'quit'
    },
    restore: (file) => {
      log.push(`restore ${file}`)
      if (restoreFailure) throw restoreFailure
    },
    openFolder: () => void log.push('folder'),
    onFailure: (_error, sentence) => void log.push(sentence),
    translator: () => createTranslator('en'),
  })
  const offered = () => questions.map(({ actions }) => actions.map(({ action }) => action))
  return { result, questions, log, offered }
}

const fromFuture = new AppError('DB_FROM_FUTURE', { file: '/d.sqlite', version: 99, supported: 30 })
const damaged = new AppError('DB_DAMAGED', { file: '/d.sqlite', backup: '/b.sqlite' })

describe('openCore', () => {
  it('asks nothing when the data opens', async () => {
    const { result, questions } = createLab(['core'], [])
    expect(await result).toBe('core')
    expect(questions).toEqual([])
  })

  it('says in words why the data does not open, and ends when the person gives up', async () => {
    const { result, questions } = createLab([fromFuture], ['quit'])
    expect(await result).toBeNull()
    expect(questions[0]?.detail).toContain('/d.sqlite')
    expect(questions[0]?.detail).toContain('99')
  })

  it('tries again as often as the person wants', async () => {
    const busy = new AppError('DB_BUSY', { file: '/d.sqlite' })
    const { result, log } = createLab([busy, busy, 'core'], ['retry', 'retry'])
    expect(await result).toBe('core')
    expect(log.filter((entry) => entry === 'open')).toHaveLength(3)
  })

  it('offers the newest good backup of damaged data, and opens what was restored', async () => {
    const { result, log, offered, questions } = createLab([damaged, 'core'], ['restore'])
    expect(await result).toBe('core')
    expect(offered()).toEqual([['restore', 'retry', 'openFolder', 'quit']])
    expect(questions[0]?.detail).toContain('/b.sqlite')
    expect(log).toContain('restore /b.sqlite')
  })

  it('offers no restore when there is no good backup', async () => {
    const { result, offered } = createLab([new AppError('DB_DAMAGED', { file: '/d', backup: '' })], ['quit'])
    await result
    expect(offered()).toEqual([['retry', 'openFolder', 'quit']])
  })

  it('says why a restore failed instead of opening the damaged data', async () => {
    const failure = new AppError('BACKUP_DAMAGED', { file: '/b.sqlite' })
    const { result, questions, log } = createLab([damaged], ['restore', 'quit'], failure)
    expect(await result).toBeNull()
    expect(questions[1]?.detail).toContain('/b.sqlite')
    expect(log.filter((entry) => entry === 'open')).toHaveLength(1)
  })

  it('shows the folder and asks again, without opening anything meanwhile', async () => {
    const { result, log, questions } = createLab([damaged], ['openFolder', 'quit'])
    expect(await result).toBeNull()
    expect(questions).toHaveLength(2)
    expect(log.filter((entry) => entry === 'open')).toHaveLength(1)
    expect(log).toContain('folder')
  })

  it('has a sentence for errors that nobody expected', async () => {
    const { result, questions } = createLab([new TypeError('x is undefined')], ['quit'])
    await result
    expect(questions[0]?.detail).toContain('x is undefined')
  })
})
