import type { Run } from '../domain/run.ts'
import type { Translator } from './translator.ts'

/** Whose run it is: an account's, or one over links. */
export function toRunName({ t }: Pick<Translator, 't'>, run: Pick<Run, 'account' | 'links'>): string {
  return run.links === null ? run.account : t('domain.linkRun')
}
