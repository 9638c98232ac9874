export {
  CHANGED_IDS,
  idSetOf,
  idsOfDifference,
  idsOfDue,
  idsOfForecast,
  idsOfNotice,
  readDifferentItems,
  readForecastItems,
  resolveQuery,
  type DifferentItems,
  type ForecastItems,
  type IdSet,
} from '../../../shared/domain/item-sets.ts'
