package dev.penstock.transform;

/** A step's path in the stream and in the definition. */
record Place(String inStream, String where) {
  String at(String more) {
    return where + "." + more;
  }
}
