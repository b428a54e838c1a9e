const LONGEST_SIDE = 1600;
const QUALITY = 0.82;

function dataOf(blob) {
    return new Promise((resolve, reject) => {
        const reader = new FileReader();
        reader.onload = () => resolve(reader.result.split(",")[1] || "");
        reader.onerror = () => reject(reader.error);
        reader.readAsDataURL(blob);
    });
}

/**
 * A photo small enough for a phone's connection, as base64.
 *
 * What the browser cannot read is sent as it is: the server says what is wrong with it.
 *
 * @param {File} file
 */
export async function readPicture(file) {
    try {
        const bitmap = await createImageBitmap(file, {imageOrientation: "from-image"});
        const ratio = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
        const canvas = document.createElement("canvas");
        canvas.width = Math.round(bitmap.width * ratio);
        canvas.height = Math.round(bitmap.height * ratio);
        canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
        bitmap.close();
        return canvas.toDataURL("image/jpeg", QUALITY).split(",")[1];
    } catch {
        return await dataOf(file);
    }
}
