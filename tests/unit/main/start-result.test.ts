import { describe, expect, it } from 'vitest'
import { toStartProblem } from '../../../src/main/start-result.ts'
import { AppError } from '../../../src/shared/domain/app-error.ts'

describe('toStartProblem', () => {
  it('keeps what an error of ours says', () => {
    const error = new AppError('USAGE', { problem: '--data-dir ""' })
    expect(toStartProblem(error, '')).toEqual({ code: 'USAGE', params: { problem: '--data-dir ""' }, raw: null })
  })

  it.each([
    ['EACCES', 'FILE_UNWRITABLE'],
    ['ENOTDIR', 'FILE_UNWRITABLE'],
    ['ENOSPC', 'DISK_FULL'],
  ])('says for %s which folder could not be made', (errno, code) => {
    const error = Object.assign(new Error(`${errno}: mkdir`), { code: errno })
    expect(toStartProblem(error, '/data')).toEqual({ code, params: { file: '/data' }, raw: `${errno}: mkdir` })
  })
})
