import { parseProblem } from '../domain/webhook.ts'
import type { Translator } from './translator.ts'

/** Why a delivery has not arrived and what to do, from a problem as it is kept. */
export function webhookProblem({ t }: Pick<Translator, 't'>, problem: string): string {
  const { reason, words } = parseProblem(problem)
  if (reason === null) return words
  // What was given up after a day names what went wrong until then.
  const told = reason === 'too-late' && words !== '' ? webhookProblem({ t }, words) : words
  const sentence = t(`webhooks.problem.${reason}`, { words: told })
  return told === '' ? sentence.replaceAll(/ ?(?:\(\)|（）)/g, '').trim() : sentence
}
