export {
  BUILT_IN_VIEW_IDS,
  builtInQuery,
  isBuiltInView,
  type BuiltInViewId,
} from '../../../shared/domain/built-in-views.ts'
