/** Versions as the real server reads them. */
const parts = "[0-9A-Za-z~-]+(\\.[0-9A-Za-z~-]+)*";
const pattern = new RegExp(`^v?\\d+(\\.\\d+)*(-${parts})?(\\+${parts})?$`);

export function isVersion(text: string): boolean {
  return pattern.test(text);
}
