/** "Family name, given names" as it is said among people of one family: without the name that all of them share. */
export function nameInFamily(name: string, familyName: string): string {
  const shared = `${familyName}, `;
  return familyName !== '' && name.startsWith(shared) ? name.slice(shared.length) : name;
}
