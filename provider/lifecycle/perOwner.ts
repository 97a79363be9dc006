/**
 * Something that each owner has one of, for as long as the owner is there: what a run notes about an
 * account, for example.
 */
export function perOwner<Owner extends object, Value>(make: () => Value): (owner: Owner) => Value {
  const values = new WeakMap<Owner, Value>();
  return (owner) => {
    const value = values.get(owner) ?? make();
    values.set(owner, value);
    return value;
  };
}
