/** Text in which a participant is looked for. */
function haystack(person) {
    return [person.name, person.email, person.phone, person.barcode]
        .join(" ")
        .toLowerCase();
}

/**
 * Participants that match what is typed, those whose name begins with it first.
 *
 * @param {Array} people
 * @param {String} search words, each of which must occur
 */
export function rankPeople(people, search) {
    const words = search.toLowerCase().split(/\s+/).filter(Boolean);
    if (!words.length) {
        return people.filter((person) => person.key !== "new");
    }
    const found = people.filter((person) => {
        const text = haystack(person);
        return person.key !== "new" && words.every((word) => text.includes(word));
    });
    const isFirst = (person) => person.name.toLowerCase().startsWith(words[0]);
    return [...found.filter(isFirst), ...found.filter((person) => !isFirst(person))];
}

/**
 * The fingerprint by which the server tells a participant's page.
 *
 * @param {String} text
 * @returns {Promise<String>} empty where the browser cannot compute it
 */
export async function sha256(text) {
    if (!window.crypto?.subtle) {
        return "";
    }
    const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
    return [...new Uint8Array(bytes)]
        .map((byte) => byte.toString(16).padStart(2, "0"))
        .join("");
}
