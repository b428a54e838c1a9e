/** The map on paper. */
export function useMapExport() {
    return {print: () => window.print()};
}
