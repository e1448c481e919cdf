/** An outcome's code and sentence, as given. A sentence that begins with the code says it already. */
export function outcomeWords(code: string | null, message: string | null): string[] {
  return (code !== null && message?.startsWith(code) === true ? [message] : [code, message]).filter((part) => part !== null && part !== "") as string[];
}
