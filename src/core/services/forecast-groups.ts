import type { ForecastGroup } from '../../shared/domain/forecast.ts'
import { foldName } from '../../shared/domain/fold-name.ts'
import { RENEWAL_MODES } from '../../shared/domain/renewal-mode.ts'
import { createSlices } from '../index/slices.ts'
import type { PaymentPlan } from './payment-plan.ts'

export interface PaymentGroup {
  /** null: none. */
  readonly value: string | null
  readonly label: string | null
}

/** To which group each row of a plan belongs. */
export interface PaymentGroups {
  readonly list: readonly PaymentGroup[]
  /** By row: a position in `list`. */
  readonly of: Int32Array
}

/** Splits the rows of a plan; values that only differ in what people do not see are one group, by its first spelling. */
export async function groupPayments(
  plan: PaymentPlan,
  by: ForecastGroup,
  departments: ReadonlyMap<string, string>,
): Promise<PaymentGroups> {
  const list: PaymentGroup[] = []
  const numbers = new Map<string | null, number>()
  const of = new Int32Array(plan.rows)
  const nameOf = createNameOf(plan, by, departments)
  const slices = createSlices()
  for (let row = 0; row < plan.rows; row += 1) {
    if (row % 1_000 === 0) await slices.rest()
    if (!plan.isActive[row]) continue
    const { key, value, label } = nameOf(row)
    let number = numbers.get(key)
    if (number === undefined) {
      number = list.push({ value, label }) - 1
      numbers.set(key, number)
    }
    of[row] = number
  }
  return { list, of }
}

interface Name extends PaymentGroup {
  /** What two rows of one group have in common. */
  readonly key: string | null
}

const NONE: Name = { key: null, value: null, label: null }

function createNameOf(
  plan: PaymentPlan,
  by: ForecastGroup,
  departments: ReadonlyMap<string, string>,
): (row: number) => Name {
  /** Folding a name takes longer than all else here. */
  const folded = new Map<string, string>()
  const fold = (name: string): string => {
    let key = folded.get(name)
    if (key === undefined) folded.set(name, (key = foldName(name)))
    return key
  }
  const ofPerson = (name: string | null): Name => {
    const key = name === null ? '' : fold(name)
    return name === null || key === '' ? NONE : { key, value: name, label: name }
  }
  switch (by) {
    case 'account':
      return (row) => {
        const accountId = plan.accountId[row] as string
        return { key: accountId, value: accountId, label: plan.accounts.get(accountId)?.name ?? accountId }
      }
    case 'enterpriseProject':
      return (row) => {
        const name = nonBlank(plan.projectName[row] ?? null)
        const value = nonBlank(plan.projectId[row] ?? null) ?? name
        return value === null ? NONE : { key: value, value, label: name ?? value }
      }
    case 'department':
      return (row) => {
        const owner = plan.owner[row] ?? null
        return ofPerson(owner === null ? null : (departments.get(fold(owner)) ?? null))
      }
    case 'productLine':
      return (row) => ofText(nonBlank(plan.productLine[row] ?? null))
    case 'currency':
      return (row) => {
        const price = plan.price[row] as number
        return ofText(price < 0 ? null : (plan.prices.currencies[plan.prices.currencyOf[price] as number] ?? null))
      }
    case 'owner':
      return (row) => ofPerson(plan.owner[row] ?? null)
    case 'renewalMode':
      return (row) => ofText(RENEWAL_MODES[plan.mode[row] as number] ?? null)
  }
}

function ofText(value: string | null): Name {
  return { key: value, value, label: value }
}

function nonBlank(text: string | null): string | null {
  return text === null || text.trim() === '' ? null : text
}
