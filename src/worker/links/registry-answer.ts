import type { DomainProblem } from '../../shared/domain/link.ts'
import { toRaw } from './problems.ts'

/** What a registry says of a domain. */
export interface Registration {
  readonly isFound: true
  /** Epoch ms; null when the registry publishes none. */
  readonly expiresAt: number | null
  readonly registrar: string | null
  readonly statuses: readonly string[]
  /** The end as the registry writes it. */
  readonly raw: string | null
}

/** Why a registry has not said anything that counts. */
export interface RegistryProblem {
  readonly isFound: false
  readonly problem: DomainProblem
  readonly raw: string | null
  /** When a limited registry wants to be asked again; null when it does not say. */
  readonly retryAfterMs: number | null
  /** True when no answer came at all, so that the same registry need not be asked for the next domain. */
  readonly isSilent: boolean
}

export type RegistryAnswer = Registration | RegistryProblem

const MAX_STATUSES = 20
const MAX_TEXT = 300

/** A problem with the registry's own words. */
export function toRegistryProblem(
  problem: DomainProblem,
  raw: string | null,
  more: { readonly retryAfterMs?: number | null; readonly isSilent?: boolean } = {},
): RegistryProblem {
  const words = raw === null ? '' : toRaw(raw)
  return {
    isFound: false,
    problem,
    raw: words === '' ? null : words,
    retryAfterMs: more.retryAfterMs ?? null,
    isSilent: more.isSilent ?? false,
  }
}

/** What a registry has published, bounded: its texts are shown to people. */
export function toRegistration(found: {
  readonly expiresAt: number | null
  readonly registrar: string | null
  readonly statuses: readonly string[]
  readonly raw: string | null
}): Registration {
  const statuses = found.statuses.map((status) => toText(status)).filter((status) => status !== '')
  return {
    isFound: true,
    expiresAt: found.expiresAt,
    registrar: found.registrar === null ? null : toText(found.registrar) || null,
    statuses: [...new Set(statuses)].slice(0, MAX_STATUSES),
    raw: found.raw === null ? null : toRaw(found.raw) || null,
  }
}

function toText(text: string): string {
  return toRaw(text).replace(/\s+/g, ' ').slice(0, MAX_TEXT)
}
