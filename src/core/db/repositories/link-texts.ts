import { all, type ReadDb } from '../connection.ts'
import { sql } from '../sql.ts'

/**
 * Texts of links and groups that name somebody, to find them in other texts: addresses first, then the hosts and domains
 * that are parts of them.
 */
export function listLinkTexts(db: ReadDb): { resourceId: string; resourceName: string }[] {
  return all(
    db,
    'link.texts',
    sql`SELECT url AS resourceId, name AS resourceName FROM link
      UNION ALL SELECT url_key, coalesce(final_url, '') FROM link
      UNION ALL SELECT DISTINCT coalesce(host, ''), coalesce(domain, '') FROM link
      UNION ALL SELECT DISTINCT backlink_site, '' FROM link WHERE backlink_site IS NOT NULL
      UNION ALL SELECT group_id, name FROM link_group WHERE name <> ''`,
  )
}
