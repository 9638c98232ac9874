import type { LinkQuery } from '../../../shared/domain/link-query.ts'
import { columnWords, type FilterWords, type WordsContext } from '../../components/list-tools/filter-words.ts'
import { withFilter } from '../../components/list-tools/list-query.ts'
import type { LinkColumnField } from './links-query-model.ts'
import { failingWords } from './quick-filters.ts'

/** One part of a filter of links in words. */
export type LinkFilterWords = FilterWords<LinkQuery, LinkColumnField>

/** Everything that a query filters by, part by part; the search stands in its own field. */
export function linkFilterWords(query: LinkQuery, context: WordsContext): readonly LinkFilterWords[] {
  const { t } = context
  const { linkIds } = query.filter
  const chosen: readonly LinkFilterWords[] =
    linkIds === undefined
      ? []
      : [
          {
            key: 'linkIds',
            field: null,
            label: t('links.filter.links'),
            words: t('links.filter.chosen', { count: linkIds.length }),
            without: withFilter(query, { linkIds: undefined }),
          },
        ]
  const columns = columnWords<LinkQuery, LinkColumnField>(query, context)
  return [...chosen, ...columns.map((part) => ({ ...part, words: failingWords(query, part.key, t) ?? part.words }))]
}
