/** What a system or a browser said, as a part of a sentence that ends by itself. */
export function withoutStop(problem: string): string {
  return problem.trim().replace(/[。.]+$/, '')
}
