// In place of what Embind brings along for its errors: classes of their own, made in a way that fails where a page froze Error's
// prototype. None of them is ever told apart.
mergeInto(LibraryManager.library, {
  $extendError__deps: [],
  $extendError: function (error) {
    return error;
  },
});
